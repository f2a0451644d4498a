import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as Resend receives it: the mail and the headers. */
export type Received = {
  method: string | undefined
  path: string | undefined
  authorization: string | undefined
  key: string | undefined
  type: string | undefined
  mail: { from: string; to: string; subject: string; text: string; html: string }
}

type Answer = (response: ServerResponse) => void

export const accept: Answer = (response) => json(response, 200, { id: crypto.randomUUID() })

export const refuse =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    json(response, status, { statusCode: status, name: 'application_error', message: 'not now' })
  }

function json(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

/** An HTTP server that answers like Resend. It gives the answers in `next` first, and then accepts every mail. */
export async function startResend() {
  const received: Received[] = []
  const next: Answer[] = []

  async function hear(request: IncomingMessage, response: ServerResponse) {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
    const { authorization, 'idempotency-key': key, 'content-type': type } = request.headers
    received.push({
      method: request.method,
      path: request.url,
      authorization,
      type,
      key: key === undefined ? undefined : String(key),
      mail: JSON.parse(body) as Received['mail'],
    })
    const answer = next.shift() ?? accept
    answer(response)
  }

  const server = createServer((request, response) => void hear(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    next,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
