export function register() {}

export const env = { log() {} };
