const hint =
  /[\w+/=.~-]{16}|pass|pwd|secret|token|key|auth|cookie|bearer|login|machine|:\/\/|mysql|mariadb|curl|redis|ldap|literal|\$|:aa/i;

/**
 * Whether a text could hold anything that a built-in redaction rule replaces: a long unbroken word, or a word
 * that announces a secret. Most notes cannot, and are spared the rules; a test holds that none is wrongly spared.
 */
export const isSuspicious = (text: string): boolean => hint.test(text);
