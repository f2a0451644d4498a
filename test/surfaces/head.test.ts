import { expect, it } from 'vitest'
import { refreshed, signedIn } from '../support/account.ts'
import { enrolled, proveMailbox } from '../support/code-flows.ts'
import { dump, keyValueDump } from '../support/database.ts'
import { expectOfEach, isSafe, pathFor, ROUTES } from '../support/routes.ts'

it('HEAD changes nothing on any route, whatever it brings, and sets no cookie', async () => {
  const ada = await enrolled({ roaming: true })
  const { access, refresh } = await signedIn(ada, ada)
  await proveMailbox(ada, 'somebody@example.org')
  const before = [await dump(), await keyValueDump()]
  await expectOfEach(ROUTES.filter(isSafe), async ({ path }) => {
    for (const end of ['', '/'])
      for (const options of [{}, { token: access }]) {
        const answer = await ada.ask('HEAD', pathFor(path, ada) + end, undefined, options)
        expect(answer.headers.get('Set-Cookie')).toBeNull()
      }
    expect([await dump(), await keyValueDump()]).toEqual(before)
  })
  await refreshed(ada, refresh)
})
