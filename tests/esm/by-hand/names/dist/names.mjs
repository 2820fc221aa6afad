const answer = () => 42;

export {
  answer as "",
  answer as "\0",
  answer as "*",
  answer as "__proto__",
  answer as "a.b#c",
  answer as class,
  answer as constructor,
  answer as default,
  answer as exports,
  answer as module,
  answer as "quote\"'`${x}\\",
  answer as require,
  answer as "é",
  answer as "\u2028",
  answer as "😀",
};
