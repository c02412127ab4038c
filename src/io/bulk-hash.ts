type Crypto = typeof import('node:crypto');

let loaded: Crypto | undefined;
/**
 * OpenSSL, loaded when the first hash is asked for: most commands that could read a record do not. This is an import
 * that waits and needs no promise; of the process itself nothing is used.
 */
const crypto = (): Crypto => (loaded ??= globalThis.process.getBuiltinModule('node:crypto'));

/** SHA-256 of any number of bytes, ten times as fast as core/sha256.ts; 64 lower-case hex digits. */
export const digest = (bytes: Uint8Array | string): string => crypto().hash('sha256', bytes, 'hex');
