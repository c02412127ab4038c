/** A TCP address: a name or an address, an IPv6 one without its brackets, and a port from 1 to 65535. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Reads `db-1:5432`, `127.0.0.1:22` and `[::1]:80` (RFC 3986, 3.2.2); undefined for anything else. */
export function hostPort(text: string): HostPort | undefined {
  const [, name, address, digits = ''] = /^(?:([\w.-]+)|\[([\da-f:.%\w]+)\]):(\d{1,5})$/i.exec(text) ?? [];
  const host = name ?? address;
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** As it is typed: `[::1]:80`. */
export const shownHostPort = ({ host, port }: HostPort): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
