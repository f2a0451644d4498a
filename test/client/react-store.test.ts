import { expect, it } from 'vitest'
import { storeOf } from '../../src/client/react-store.ts'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app } from '../support/app.ts'

const nobody = () => {}

it('React shows who is signed in now, though no component was there when the session changed', async () => {
  const client = app()
  const signUp = (name: string) => client.api.register({ name, email: freshEmail(), password: PASSWORD })
  await signUp('Ada')
  const store = storeOf(client)
  const leave = store.subscribe(nobody)
  store.wantUser()
  await expect.poll(() => store.state().user?.names).toBe('Ada')
  leave()
  await signUp('Bob')
  store.subscribe(nobody)
  await expect.poll(() => store.state().user?.names).toBe('Bob')
})
