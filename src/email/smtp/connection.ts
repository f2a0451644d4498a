import type { SmtpServer } from './server.ts'

/** An answer of the server: its code, and the enhanced one (RFC 3463) if it has one. Its words can hold an address. */
export type Reply = { code: number; detail: string; lines: string[] }

/** What is used of a connection: as little as another than the platform's can have. */
export type Wire = Pick<Socket, 'readable' | 'writable' | 'close'> & { startTls: () => Wire }

/** Opens a TCP connection: the platform's `connect`, or another that is used alike. */
export type Connect = (
  address: { hostname: string; port: number },
  options: { secureTransport: 'on' | 'starttls'; allowHalfOpen: false },
) => Wire

/** What no reply of a mail server is longer than. */
const MAX_REPLY = 65_536

export type Connection = ReturnType<typeof openConnection>

/** Speaks with a mail server line by line. Whatever fails, `close` leaves nothing open. */
export function openConnection(connect: Connect, { host, port, isImplicitTls }: SmtpServer) {
  const secureTransport = isImplicitTls ? 'on' : 'starttls'
  let socket = connect(
    // URL writes an IPv6 address in brackets.
    { hostname: host.replace(/^\[(.*)\]$/, '$1'), port },
    { secureTransport, allowHalfOpen: false },
  )
  let reader = socket.readable.getReader()
  let writer = socket.writable.getWriter()
  let unread = ''
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()]

  const send = (text: string) => writer.write(encoder.encode(text))

  async function reply(): Promise<Reply> {
    const lines: string[] = []
    for (;;) {
      const end = unread.indexOf('\n')
      if (end < 0) {
        const { value, done } = await reader.read()
        if (done || unread.length > MAX_REPLY) throw new Error('the server has ended the connection')
        unread += decoder.decode(value as Uint8Array, { stream: true })
        continue
      }
      const [, code, sign, text] = /^(\d{3})([ -]?)(.*)$/.exec(unread.slice(0, end).trimEnd()) ?? []
      unread = unread.slice(end + 1)
      if (code === undefined || lines.length > 100) throw new Error('the server does not speak SMTP')
      lines.push(text ?? '')
      if (sign !== '-') return { code: Number(code), detail: enhancedCode(text ?? ''), lines }
    }
  }

  return {
    reply,
    send,
    async ask(line: string): Promise<Reply> {
      await send(`${line}\r\n`)
      return reply()
    },
    /** Goes on in TLS. What came before it, and was not asked for, is somebody else's (RFC 3207 §5). */
    upgrade() {
      if (unread !== '') throw new Error('the server has spoken before TLS')
      reader.releaseLock()
      writer.releaseLock()
      socket = socket.startTls()
      reader = socket.readable.getReader()
      writer = socket.writable.getWriter()
    },
    /** Waits for nothing: the platform's `close` waits for a handshake of TLS, which the server may never end. */
    close() {
      for (const ended of [reader.cancel(), writer.abort(), socket.close()]) ended.catch(() => undefined)
    },
  }
}

const enhancedCode = (text: string) => /^[245]\.\d{1,3}\.\d{1,3}(?= |$)/.exec(text)?.[0] ?? ''
