/** An answer before it is written to the socket. */
export type Reply = { status: number; headers: Record<string, string>; body: string };

export const json = (status: number, value: unknown): Reply => ({ status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) });
export const html = (status: number, body: string): Reply => ({ status, headers: { 'content-type': 'text/html; charset=utf-8' }, body });
export const redirect = (location: string): Reply => ({ status: 302, headers: { location }, body: '' });
export const empty = (status: number): Reply => ({ status, headers: {}, body: '' });

/** What the tunnel's gateway says when the server behind it did not answer in time. */
export const gatewayTimeout = (): Reply =>
  html(504, '<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<center><h1>504 Gateway Time-out</h1></center>\r\n</body>\r\n</html>\r\n');
