import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export type Ask = { path: string; method?: string; headers?: Record<string, string>; body?: object }
type Answer = { status: number; text: string; cookies: string[] }

const PATIENCE_MS = 30_000

/** An HTTP client for a port of this machine. Its connections stay open. */
export function clientOf(port: number, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })

  return {
    async ask({ path, method = 'GET', headers = {}, body }: Ask): Promise<Answer> {
      const sent = body && JSON.stringify(body)
      const described = sent && {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(sent),
      }
      const heard = Promise.withResolvers<IncomingMessage>()
      const to = { host: '127.0.0.1', port, agent, path, method, timeout: PATIENCE_MS }
      request({ ...to, headers: { ...described, ...headers } }, heard.resolve)
        .on('error', heard.reject)
        .on('timeout', () => heard.reject(new Error(`${path}: no answer within ${PATIENCE_MS / 1_000} s`)))
        .end(sent)
      const answer = await heard.promise
      const cookies = answer.headers['set-cookie'] ?? []
      return { status: answer.statusCode ?? 0, text: await text(answer), cookies }
    },
    close: () => agent.destroy(),
  }
}
