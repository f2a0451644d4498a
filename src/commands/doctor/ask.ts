const TIMEOUT_MS = 15_000

/** Sends a request. Undefined when nothing answers in time; a redirect is an answer. */
export const ask = (url: string, init: RequestInit = {}): Promise<Response | undefined> =>
  fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined)
