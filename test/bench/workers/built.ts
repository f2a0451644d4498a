import { WorkerEntrypoint } from 'cloudflare:workers'

/** A Worker as it was built: Postern, or another one without the entrypoint. */
type Built<Env> = {
  default: { fetch: ExportedHandlerFetchHandler<Env> }
  Verifier?: typeof WorkerEntrypoint<Env>
}

/** The built Worker beside this module. A variable, so that the compiler does not look for the file. */
const BUILT = './worker.js'
const built = (await import(BUILT)) as Built<unknown>

/** The built Worker with other bindings. They are made once, because Postern keeps its opened service by them. */
export function builtWith<Env>(bindingsOf: (env: Env) => Env) {
  const { default: worker, Verifier = WorkerEntrypoint<Env> } = built as Built<Env>
  let made: Env | undefined
  const bindings = (env: Env) => (made ??= bindingsOf(env))
  return {
    fetch: ((request, env, context) =>
      worker.fetch(request, bindings(env), context)) as ExportedHandlerFetchHandler<Env>,
    /** Of a Worker that exports one. */
    Verifier: class extends Verifier {
      constructor(context: ExecutionContext, env: Env) {
        super(context, bindings(env))
      }
    },
  }
}
