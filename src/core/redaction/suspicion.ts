const words =
  'pass pwd secret token key auth cookie bearer login machine :// mysql mariadb curl redis ldap literal xox sig= :aa $ \\u001b \u009b';

/**
 * Whether a text could hold anything that a built-in redaction rule replaces: a long unbroken word, or a word
 * that announces a secret; in JSON, also an escape that could stand inside one. Most notes cannot, and are spared the rules; a test holds that none is wrongly spared.
 */
export const isSuspicious = (text: string): boolean => {
  const lowered = text.toLowerCase();
  return words.split(' ').some((word) => lowered.includes(word)) || /[\w+/=.~-]{16}/.test(text);
};
