import { createServer, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { giveUp } from '../terminal.ts'

/** Where the service listens. Without a `host` only this machine reaches it. */
export type Place = { port: number; host: string | undefined }

/** Reads PORT and HOST. Some shells put the name of the machine into HOST: that is no wish. */
export function placeToListen({ PORT, HOST }: NodeJS.ProcessEnv): Place {
  const port = Number(PORT || 8787)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) giveUp('PORT must be a number from 1 to 65535.')
  if (!HOST || HOST === 'localhost') return { port, host: undefined }
  if (isIP(HOST)) return { port, host: HOST }
  console.log(`HOST is ${HOST} and no IP address such as 0.0.0.0, so only this machine reaches the service.`)
  return { port, host: undefined }
}

export function isFree({ port, host = 'localhost' }: Place): Promise<boolean> {
  const probe = createServer()
  return new Promise((resolve, reject) => {
    probe.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EADDRINUSE') resolve(false)
      else reject(whyNot(code, { port, host }))
    })
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

function whyNot(code: string | undefined, { port, host }: { port: number; host: string }): unknown {
  try {
    if (code === 'EACCES')
      giveUp(`Port ${port} is for the administrator of this machine. Choose one from 1024 on.`)
    return giveUp(`This machine has no address ${host}. HOST=0.0.0.0 takes all that it has.`)
  } catch (error) {
    return error
  }
}

/** The addresses of the service: the one of this machine first. */
export function addressesOf({ port, host }: Place, interfaces = networkInterfaces()): string[] {
  const local = `http://localhost:${port}`
  if (host === undefined) return [local]
  const isAll = host === '0.0.0.0' || host === '::'
  const hosts = isAll
    ? Object.values(interfaces).flatMap((all) =>
        (all ?? [])
          .filter(({ family, internal }) => family === 'IPv4' && !internal)
          .map(({ address }) => address),
      )
    : [host]
  const others = hosts.map((each) => `http://${isIP(each) === 6 ? `[${each}]` : each}:${port}`)
  return isAll ? [local, ...others] : others
}
