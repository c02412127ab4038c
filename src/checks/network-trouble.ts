/** What went wrong on the way to a host, as a sentence (errno(3), Node's DNS codes); undefined: it is about something else. */
export function networkTrouble(code: string, shownHost: string, name: string): string | undefined {
  const sentences: Readonly<Record<string, string>> = {
    ECONNREFUSED: `connection refused by ${shownHost}`,
    ETIMEDOUT: `${shownHost} cannot be reached: timed out`,
    EHOSTUNREACH: `no route to ${shownHost}`,
    ENETUNREACH: `no route to ${shownHost}`,
    ENOTFOUND: `no such host: ${name}`,
    EAI_AGAIN: `the name ${name} cannot be looked up at the moment`,
  };
  return sentences[code];
}

/** The error's own words, for what has no sentence of ours. */
export const wordsOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
    ? error.message
    : '';
