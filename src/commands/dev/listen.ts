import { createServer, isIP } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { isLoopback } from '../../core/loopback.ts'
import { giveUp } from '../terminal.ts'

/** Where the service listens. Without a `host` only this machine reaches it. */
export type Place = { port: number; host: string | undefined }

/** Stand for every address of this machine. */
const EVERYWHERE = new Set(['0.0.0.0', '::'])

/** The port of the service of this machine, which PORT names. */
export function portIn({ PORT }: NodeJS.ProcessEnv): number {
  const port = Number(PORT || 8787)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) giveUp('PORT must be a number from 1 to 65535.')
  return port
}

/** Reads PORT and HOST. Some shells put the name of the machine into HOST, though nobody has asked for that. */
export function placeToListen({ PORT, HOST }: NodeJS.ProcessEnv): Place {
  const port = portIn({ PORT })
  if (!HOST || HOST === 'localhost') return { port, host: undefined }
  if (EVERYWHERE.has(HOST) || isLoopback(inUrl(HOST))) return { port, host: HOST }
  if (isIP(HOST)) {
    giveUp(
      `HOST=${HOST} leaves out localhost, where mailed links and the mailbox are. HOST=0.0.0.0 has both.`,
    )
  }
  console.log(`HOST is ${HOST} and no IP address such as 0.0.0.0, so only this machine reaches the service.`)
  return { port, host: undefined }
}

/** Whether nobody listens there yet. Ends the command where this machine cannot listen. */
export async function isFree({ port, host = 'localhost' }: Place): Promise<boolean> {
  const probe = createServer()
  const refused = await new Promise<string | undefined>((resolve) => {
    probe.once('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code))
    probe.listen(port, host, () => probe.close(() => resolve(undefined)))
  })
  if (refused === undefined) return true
  if (refused === 'EADDRINUSE') return false
  if (refused === 'EACCES') {
    giveUp(`Port ${port} is for the administrator of this machine. Choose one from 1024 on.`)
  }
  return giveUp(`This machine has no address ${host}. HOST=0.0.0.0 takes all that it has.`)
}

type Interface = Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>

/** The addresses of the service: the one of this machine first, then those for other machines. */
export function addressesOf(
  { port, host }: Place,
  interfaces: NodeJS.Dict<Interface[]> = networkInterfaces(),
): string[] {
  const url = (each: string) => `http://${inUrl(each)}:${port}`
  if (host === undefined || !EVERYWHERE.has(host)) return [url(host ?? 'localhost')]
  const others = Object.values(interfaces)
    .flatMap((all) => all ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  return [url('localhost'), ...others.map(({ address }) => url(address))]
}

const inUrl = (host: string) => (isIP(host) === 6 ? `[${host}]` : host)
