/** A path as a person types it in a folder; `./` is dropped, `..` stays. */
export const absolute = (path: string, folder: string): string =>
  path.startsWith('/') ? path : `${folder}/${path.replace(/^(\.\/)+/, '')}`;
