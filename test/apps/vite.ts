import type { App } from './app.ts'
import { inTwoTabs } from './page-story.ts'

const served = { build: [['npm', 'run', 'build']], packages: [], story: inTwoTabs }
const preview = (port: number) => ['npx', 'vite', 'preview', '--port', String(port), '--strictPort']

/** `create-vite`, vanilla-ts: a page without a framework. */
export const vite: App = {
  ...served,
  name: 'vite',
  port: 8811,
  generate: ['create-vite@9.3.0', 'app', '--template', 'vanilla-ts', '--no-interactive'],
  start: preview(8811),
  files: ({ service }) => ({
    'src/main.ts': `
import { createClient, Refusal } from 'postern-client'

const client = createClient({ url: '${service}' })
const body = document.querySelector<HTMLDivElement>('#app')!
body.innerHTML = \`<p id="who"></p>
<form><input id="email"><input id="password" type="password"><button id="register">Register</button></form>
<button id="sign-out">Sign out</button>\`
const find = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind

async function show(isSignedIn: boolean) {
  find('who').textContent = isSignedIn ? (await client.account.me()).names : 'nobody'
}

find('register').onclick = async (event) => {
  event.preventDefault()
  const password = find<HTMLInputElement>('password').value
  try {
    await client.account.register({
      email: find<HTMLInputElement>('email').value,
      password,
      confirm_password: password,
      first_name: 'Ada',
      last_name: 'Lovelace',
    })
  } catch (error) {
    find('who').textContent = error instanceof Refusal ? error.kind : String(error)
  }
}
find('sign-out').onclick = () => client.account.logout()
client.onSessionChange(show)
client.isSignedIn().then(show)
`,
  }),
}

/** The form of both React apps. */
export const REACT_FORM = (service: string) => `
import { createClient } from 'postern-client'
import { PosternProvider, SignedIn, SignedOut, useUser } from 'postern-client/react'

export const client = createClient({ url: '${service}', apis: ['http://localhost:8813'] })

function Who() {
  const { user } = useUser()
  return <p id="who">{user === undefined ? 'loading' : (user?.names ?? 'nobody')}</p>
}

async function register(form: FormData) {
  const password = String(form.get('password'))
  await client.account.register({
    email: String(form.get('email')),
    password,
    confirm_password: password,
    first_name: 'Ada',
    last_name: 'Lovelace',
  })
}

export default function App() {
  return (
    <PosternProvider client={client}>
      <Who />
      <SignedOut>
        <form action={register}>
          <input id="email" name="email" />
          <input id="password" name="password" type="password" />
          <button id="register">Register</button>
        </form>
      </SignedOut>
      <SignedIn>
        <button id="sign-out" onClick={() => void client.account.logout()}>Sign out</button>
      </SignedIn>
    </PosternProvider>
  )
}
`

/** `create-vite`, react-ts. */
export const viteReact: App = {
  ...served,
  name: 'vite-react',
  port: 8812,
  generate: ['create-vite@9.3.0', 'app', '--template', 'react-ts', '--no-interactive'],
  start: preview(8812),
  files: ({ service }) => ({ 'src/App.tsx': REACT_FORM(service) }),
}
