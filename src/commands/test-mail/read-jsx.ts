import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Lets Node read the JSX of the mails, as the bundler of the service does. Node itself only strips types. */
export async function readJsx(): Promise<void> {
  const { transformSync } = await import('esbuild')
  registerHooks({
    load(url, context, next) {
      if (!url.endsWith('.tsx')) return next(url, context)
      const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), {
        loader: 'tsx',
        jsx: 'automatic',
        jsxImportSource: 'hono/jsx',
      })
      return { format: 'module', source: code, shortCircuit: true }
    },
  })
}
