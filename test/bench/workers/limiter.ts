import { WorkerEntrypoint } from 'cloudflare:workers'

/**
 * Stands for the platform's rate limiter, which answers from the memory of the machine. The simulator of
 * Miniflare writes a row of SQLite for each request instead, inside the process that is measured.
 */
export class Limiter extends WorkerEntrypoint {
  limit() {
    return { success: true }
  }
}

export default { fetch: () => new Response() } satisfies ExportedHandler
