import { connect, isIP, type Socket } from 'node:net'
import { connect as connectSecurely, TLSSocket } from 'node:tls'
import type { Connect, Wire } from '../../email/smtp/connection.ts'

/** Why a connection failed: while TLS began, or before and after that. */
export type Fault = { code: string; isOfTls: boolean }

/** Opens a TCP connection from Node, as the platform does it for a Worker. Tells `keep` why one failed. */
export const connectorOfNode =
  (keep: (fault: Fault) => void): Connect =>
  ({ hostname, port }, { secureTransport }) =>
    secureTransport === 'on'
      ? wireOf(connectSecurely({ host: hostname, port, ...nameOf(hostname) }), hostname, keep)
      : wireOf(connect({ host: hostname, port }), hostname, keep)

/** RFC 6066 §3: an IP address is no server name. */
const nameOf = (hostname: string) => (isIP(hostname) === 0 ? { servername: hostname } : {})

function wireOf(socket: Socket, hostname: string, keep: (fault: Fault) => void): Wire {
  watchFaults(socket, keep)
  const { readable, release } = readableOf(socket)
  const write = (chunk: Uint8Array) =>
    new Promise<void>((resolve, reject) =>
      socket.write(chunk, (error) => (error ? reject(error) : resolve())),
    )
  return {
    readable,
    writable: new WritableStream<Uint8Array>({ write }),
    startTls() {
      release()
      return wireOf(connectSecurely({ socket, host: hostname, ...nameOf(hostname) }), hostname, keep)
    },
    close: async () => void socket.destroy(),
  }
}

function watchFaults(socket: Socket, keep: (fault: Fault) => void) {
  let isInHandshake = socket instanceof TLSSocket && !socket.connecting
  socket
    .once('connect', () => (isInHandshake = socket instanceof TLSSocket))
    .once('secureConnect', () => (isInHandshake = false))
    .once('error', ({ code = '' }: NodeJS.ErrnoException) => keep({ code, isOfTls: isInHandshake }))
}

/** What arrives, until it is released: then the socket is another's to read. */
function readableOf(socket: Socket) {
  let release = () => undefined
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      const take = (chunk: Buffer) => controller.enqueue(new Uint8Array(chunk))
      const end = () => controller.close()
      const fail = (error: Error) => controller.error(error)
      release = () => void socket.off('data', take).off('end', end).off('error', fail)
      // An error without a listener would end the process.
      socket
        .on('data', take)
        .once('end', end)
        .on('error', fail)
        .on('error', () => undefined)
    },
  })
  return { readable, release: () => release() }
}
