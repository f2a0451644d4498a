import type { OidcServer } from './oidc-server.ts'
import type { Requests } from './requests.ts'
import { type Somebody, somebody } from './somebody.ts'
import type { Stage } from './stage.ts'

export type Servers = { acme: OidcServer; evil: OidcServer; sure: OidcServer }

/** Presses the button of a provider on the page that is open, and signs in there as somebody whom it knows. */
export async function continueWith(ada: Somebody, { label }: OidcServer, account?: string) {
  await ada.follow(`Continue with ${label}`)
  if (account !== undefined) await signInThere(ada, account)
}

/** On the page of a provider. */
export async function signInThere(ada: Somebody, account: string) {
  await ada.type({ Account: account })
  await ada.press('Go on')
}

/** Opens browsers of people that may show the pages of providers, and closes all of them. */
export function visitors(stage: () => Stage, servers: () => Servers, requests: Requests) {
  const opened: Somebody[] = []
  return {
    visitor: async (
      email: string,
      { script = true, others = [] }: { script?: boolean; others?: string[] } = {},
    ) => {
      const pages = Object.values(servers()).map(({ url }) => url)
      const ada = await somebody(stage(), requests, { email, script, others: [...pages, ...others] })
      opened.push(ada)
      return ada
    },
    close: async () => void (await Promise.all(opened.splice(0).map((each) => each.close()))),
  }
}
