import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export type Ask = {
  path: string
  method?: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: object
  /** Sent as a form, instead of a body. */
  form?: Record<string, string>
}
type Answer = { status: number; text: string; cookies: string[]; location: string | undefined }

const PATIENCE_MS = 30_000

/** An HTTP client for a port of this machine. Its connections stay open. */
export function clientOf(port: number, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })

  return {
    async ask({ path, method = 'GET', headers = {}, body, form }: Ask): Promise<Answer> {
      const sent = form ? new URLSearchParams(form).toString() : body && JSON.stringify(body)
      const described = sent && {
        'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json',
        'Content-Length': Buffer.byteLength(sent),
      }
      const heard = Promise.withResolvers<IncomingMessage>()
      const to = { host: '127.0.0.1', port, agent, path, method, timeout: PATIENCE_MS }
      request({ ...to, headers: { ...described, ...headers } }, heard.resolve)
        .on('error', heard.reject)
        .on('timeout', () => heard.reject(new Error(`${path}: no answer within ${PATIENCE_MS / 1_000} s`)))
        .end(sent)
      const answer = await heard.promise
      const { 'set-cookie': cookies = [], location } = answer.headers
      return { status: answer.statusCode ?? 0, text: await text(answer), cookies, location }
    },
    close: () => agent.destroy(),
  }
}
