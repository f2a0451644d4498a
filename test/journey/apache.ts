import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const PROGRAM = '/usr/sbin/apache2'
const MODULES = '/usr/lib/apache2/modules'

/** Whether this machine has Apache with mod_auth_openidc where Debian installs them. */
export const HAS_APACHE = [PROGRAM, `${MODULES}/mod_auth_openidc.so`].every((file) => existsSync(file))

/** What Debian loads by itself, and what its pages need that say who is there. */
const NEEDED = 'mpm_event authn_core authz_core authz_user dir mime include rewrite auth_openidc'

const soon = () => new Promise((resolve) => setTimeout(resolve, 50))

/** A site of these files on Apache, on a port of this machine, with this configuration. */
export async function startApache({
  port,
  config,
  files,
}: {
  port: number
  config: string
  files: Record<string, string>
}) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-apache-'))
  // Its workers are another user where the tests run as root.
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, 'site', name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const loads = NEEDED.split(' ').map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`)
  const own = `ServerRoot "${folder}"
ServerName localhost
DefaultRuntimeDir "${folder}"
PidFile "${folder}/pid"
ErrorLog "${folder}/log"
Listen localhost:${port}
${loads.join('\n')}
TypesConfig /dev/null
DocumentRoot "${folder}/site"
<Directory "${folder}/site">
  Options +Includes
  AddType text/html .html
  AddDefaultCharset utf-8
  AddOutputFilter INCLUDES .html
  DirectoryIndex index.html
</Directory>
`
  writeFileSync(join(folder, 'conf'), own + config)
  const apache = spawn(PROGRAM, ['-f', join(folder, 'conf'), '-D', 'FOREGROUND'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(apache, 'close')
  const url = `http://localhost:${port}`
  while (!(await fetch(url).catch(() => undefined))) {
    if (apache.exitCode !== null)
      throw new Error(`Apache has ended:\n${readFileSync(join(folder, 'log'), 'utf8')}`)
    await soon()
  }
  return {
    url,
    async stop() {
      apache.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
