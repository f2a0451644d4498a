import { readFileSync, writeFileSync } from 'node:fs'
import { readWranglerToml } from './wrangler-toml.ts'

const SAID =
  'The service has an address of its own in wrangler.toml and answers at its *.workers.dev address too.\n' +
  'The firewall and other rules of your domain do not hold there.'
const SWITCHED_ON = /^workers_dev *= *true\b/m

/**
 * Offers to switch the `*.workers.dev` address off, where the service has another one. Where nobody can be
 * asked, it says what to change.
 */
export async function offerOneAddress(ask: ((words: string) => Promise<string>) | undefined): Promise<void> {
  const { hasRoutes, workersDev } = readWranglerToml()
  if (!hasRoutes || !workersDev) return
  if (!ask) {
    console.log(`${SAID} To switch it off, set workers_dev = false in wrangler.toml.`)
    return
  }
  const answer = await ask(`${SAID}\nSwitch it off in wrangler.toml? [Y/n] `)
  if (!/^(y|yes|)$/i.test(answer)) return
  const text = readFileSync('wrangler.toml', 'utf8')
  writeFileSync('wrangler.toml', text.replace(SWITCHED_ON, 'workers_dev = false'))
}
