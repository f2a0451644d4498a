import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { SMTPServer } from 'smtp-server'

const read = (name: string) => readFileSync(`${import.meta.dirname}/${name}.pem`, 'utf8')

export const USER = 'user@example.com'
export const PASSWORD = 'pass w:örd%'

/** A mail as the server has taken it. */
type Taken = { from: string; to: string[]; raw: string; user: string | undefined; isSecure: boolean }

const open: (Server | SMTPServer)[] = []

export const stopServers = () =>
  Promise.all(
    open.splice(0).map((server) => new Promise((resolve) => server.close(() => resolve(undefined)))),
  )

/** A real mail server, with a certificate that the carrier trusts. It takes everything from who signs in. */
export async function mailServer({
  isImplicitTls = true,
  isTrusted = true,
  ...options
}: { isImplicitTls?: boolean; isTrusted?: boolean; authMethods?: string[]; hideSMTPUTF8?: boolean } = {}) {
  const taken: Taken[] = []
  const signIns: string[] = []
  const server = new SMTPServer({
    secure: isImplicitTls,
    key: read('server-key'),
    cert: read(isTrusted ? 'server' : 'stranger'),
    onAuth({ username, password }, _session, done) {
      signIns.push(String(username))
      if (username === USER && password === PASSWORD) done(null, { user: username })
      else done(new Error('wrong'))
    },
    onData(stream, { envelope, user, secure }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        const to = envelope.rcptTo.map(({ address }) => address)
        const raw = Buffer.concat(chunks).toString('utf8')
        taken.push({ from, to, raw, user: user === undefined ? undefined : String(user), isSecure: secure })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const credentials = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}@`
  return { taken, signIns, url: `${isImplicitTls ? 'smtps' : 'smtp'}://${credentials}localhost:${port}` }
}

/** What a server says in plain text: to a greeting (the empty line) and to each command. `undefined` hangs up. */
type Script = (line: string) => string | undefined

/** Takes every mail, in plain text. */
export const OBLIGING: Script = (line) =>
  line === ''
    ? '220 hi'
    : line === 'DATA'
      ? '354 go'
      : line.startsWith('EHLO')
        ? '250-hi\r\n250 SIZE'
        : '250 ok'

/** A server that says what it is told to, also in TLS after STARTTLS. `heard` are the lines that it was sent. */
export async function scriptedServer(script: Script, { startsTls = false } = {}) {
  const heard: string[] = []
  const state = { connections: 0, open: 0 }
  const server = createServer((socket: Socket) => {
    state.connections += 1
    state.open += 1
    socket.on('close', () => (state.open -= 1))
    const say = (stream: Duplex, line: string) => {
      const answer = script(line)
      if (answer === undefined) stream.end()
      else if (answer !== '') stream.write(`${answer}\r\n`)
      if (line !== 'STARTTLS' || !startsTls) return
      stream.removeAllListeners('data')
      hear(new TLSSocket(socket, { isServer: true, key: read('server-key'), cert: read('server') }))
    }
    const hear = (stream: Duplex) => {
      let unread = ''
      stream.on('error', () => undefined)
      stream.on('data', (chunk: Buffer) => {
        unread += chunk.toString('latin1')
        const lines = unread.split('\r\n')
        unread = lines.pop() ?? ''
        for (const line of lines) {
          heard.push(line)
          // Between DATA and the dot nothing is answered.
          const isInMessage = heard.lastIndexOf('DATA') > heard.lastIndexOf('.') && line !== 'DATA'
          if (!isInMessage) say(stream, line)
        }
      })
    }
    hear(socket)
    say(socket, '')
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    heard,
    state,
    port,
    url: `smtp://user:secret@127.0.0.1:${port}`,
    anonymous: `smtp://127.0.0.1:${port}`,
  }
}
