import { rfc3339 } from '../time/zone.ts';

/** ASCII, lower case, words joined by dashes, at most 40 characters; `incident` when nothing is left. */
function slug(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/\[redacted:[^\]]*\]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const cut =
    words.length <= 40
      ? words
      : words
          .slice(0, 41)
          .replace(/-[^-]*$/, '')
          .slice(0, 40);
  return cut.replace(/-+$/, '') || 'incident';
}

/** `2023-10-23-web-server-downtime`: the date of the declaration in the incident's zone. */
export const incidentId = (
  title: string,
  declared: { readonly ms: number; readonly offset: number },
): string => `${rfc3339(declared.ms, declared.offset).slice(0, 10)}-${slug(title)}`;
