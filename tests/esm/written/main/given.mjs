export const env = {
  note: (...what) => console.log(`note ${what}`),
};
