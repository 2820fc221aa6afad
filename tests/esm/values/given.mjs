export const env = { log() {} };
