import { OLDER_DATABASE } from '../older-database.ts'

const PATIENCE_MS = 60_000

/** Where things are, and what to do first. */
export function greeting([url = '', ...others]: string[]): string {
  const network = others.map((other) => `             ${other}\n`).join('')
  const warning =
    others.length > 0
      ? `\n  Everybody in your network reaches the service, and can read the mailbox by pretending to be this machine.`
      : ''
  return `
  Postern    ${url}
${network}  Docs       ${url}/docs
  Mailbox    ${url}/dev/mailbox
  Health     ${url}/healthz
${warning}
  To begin, paste the walk-through of README.md into another shell. Mails come to the mailbox.
  Pages of any port of localhost may call the service. A change of .dev.vars restarts it, Ctrl-C stops it.
  Nothing is cleaned up by itself here: curl ${url}/cdn-cgi/local/scheduled runs the jobs.
`
}

/** What a service says of itself as soon as it answers: undefined when all is well, else a sentence. */
export async function problemOf(url: string): Promise<string | undefined> {
  const answer = await firstAnswer(url, Date.now() + PATIENCE_MS)
  if (answer?.ok) return undefined
  const said = (await answer?.json().catch(() => undefined)) as { failing?: string[] } | undefined
  if (said?.failing?.includes('database')) return OLDER_DATABASE
  if (said?.failing?.includes('configuration')) {
    return 'A setting breaks its rule: the log above names it, and npm run doctor says more.'
  }
  return `The service reports a problem: see ${url}/healthz and the log above.`
}

async function firstAnswer(url: string, deadline: number): Promise<Response | undefined> {
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    if (answer) return answer
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return undefined
}
