import { describe, expect, it } from 'vitest'
import { apps } from '../../src/commands/apps/command.ts'
import type { makeClone } from './clone.ts'
import { runHere } from './in-process.ts'

/** `npm run apps` on the files of a running service. What each verb prints is tested in register-apps.test.ts. */
export function describeAppsCommand(clone: ReturnType<typeof makeClone>) {
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await runHere(apps, clone.folder, ...words)
    expect(stderr).toBe('')
    return { code, stdout }
  }

  describe('npm run apps, while the service runs,', () => {
    it('registers an app whose secret comes from .dev.vars, and removes it', async () => {
      const redirect = ['--redirect', 'http://localhost:3000/callback']
      const { code, stdout } = await run('add', 'Notes', ...redirect, '--confidential')
      const [, id = ''] = /^client_id +(\S+)$/m.exec(stdout) ?? []
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^client_secret {2}pst_[\w-]{43}$/m)])
      const another = await run('rotate-secret', id)
      expect(another.stdout).toMatch(/^client_secret {2}pst_[\w-]{43}$/m)
      expect((await run('show', id)).stdout).toContain('http://localhost:3000/callback')
      expect(await run('remove', id, '--yes')).toEqual({
        code: 0,
        stdout: 'Notes is removed, and its sessions are over.\n',
      })
      expect((await run('list')).stdout).not.toContain(id)
    })
  })
}
