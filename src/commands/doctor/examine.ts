import { readWranglerToml } from '../wrangler-toml.ts'
import { checkConfiguration, localSettings, type Settings } from './configuration.ts'
import { checkStores } from './database.ts'
import { type Finding, ok, warning } from './finding.ts'
import { checkCostliestHash, checkIterations } from './hash.ts'
import { checkDomain, checkMail } from './mail.ts'
import { checkService } from './service.ts'

/** A deployed service, from outside, and what else was asked for. */
export async function examineService(
  url: string,
  { settings, remote, mail }: { settings: Settings; remote: boolean; mail: string | undefined },
): Promise<Finding[]> {
  const parts = [
    checkService(url, settings),
    ...(remote
      ? [checkStores('--remote'), checkCostliestHash({ ...readWranglerToml().vars, ...settings }, '--remote')]
      : []),
    ...(mail ? [checkDomain(mail)] : []),
  ]
  return (await Promise.all(parts)).flat()
}

/** The installation on this machine, running or not. */
export async function examineMachine({
  port,
  mail,
}: {
  port: number
  mail: string | undefined
}): Promise<Finding[]> {
  const settings = localSettings()
  const domain = mail ? await checkDomain(mail) : []
  if (!settings) {
    const todo = 'Run npm run dev: it makes .dev.vars, with a secret of its own, and the database.'
    return [
      warning('this machine', 'nothing has been started here yet: there is no .dev.vars', todo),
      ...domain,
    ]
  }
  const configured = [...checkConfiguration(settings), ...checkIterations(settings)]
  const [stores, mails] = await Promise.all([checkStores('--local'), checkMail(settings)])
  const costliest = await checkCostliestHash(settings, '--local')
  // Not at the same time: how long a password takes is measured.
  const url = String(settings['APP_URL'] || `http://localhost:${port}`)
  const service = await checkService(url, settings)
  const isDown = service.some(({ about }) => about === 'service')
  const running = isDown ? [ok('service', `does not run at ${url}; npm run dev starts it`)] : service
  return [...configured, ...costliest, ...stores, ...mails, ...domain, ...running]
}
