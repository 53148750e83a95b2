type Message = { role?: unknown; content?: unknown };

function opened(content: unknown): unknown {
  if (typeof content !== 'string') return content;
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return content.split('\n');
  }
}

/** The body of a request with its nested documents unfolded, for reading; what is sent are the bytes, not this. */
export function laidOut(body: string): string {
  try {
    const request = JSON.parse(body) as { messages?: Message[] };
    return JSON.stringify({ ...request, messages: (request.messages ?? []).map(({ role, content }) => ({ role, content: opened(content) })) }, null, 2);
  } catch {
    return body;
  }
}
