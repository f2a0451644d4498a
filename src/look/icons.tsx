import type { Kind } from './kinds.ts'

/** Drawn on 24 × 24 with a stroke of the ink around. */
const PATHS = {
  alert: 'M12 4.2 21 19.5H3zM12 10v4M12 16.8h.01',
  apps: 'M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z',
  back: 'M19.5 12h-15M11 5.5 4.5 12l6.5 6.5',
  broken: 'M12 7.5v5.5M12 16.5h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  chevron: 'm6 9 6 6 6-6',
  clock: 'M12 7v5l3.2 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  copy: 'M9 9h10.5v10.5H9zM6 15H4.5V4.5H15V6',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  download: 'M12 4v11M7.5 10.8l4.5 4.5 4.5-4.5M4.5 19.5h15',
  edit: 'm4.5 19.5 1-4.2L15.8 5a1.6 1.6 0 0 1 2.3 0l.9.9a1.6 1.6 0 0 1 0 2.3L8.7 18.5zM14 6.8l3.2 3.2',
  globe:
    'M3 12h18M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3c2.6 2.4 3.9 5.4 3.9 9s-1.3 6.6-3.9 9c-2.6-2.4-3.9-5.4-3.9-9s1.3-6.6 3.9-9z',
  info: 'M12 11v5.5M12 7.5h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  key: 'M12 15.5a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM10.8 12.7l8.7-8.7M15.8 7.7l3 3',
  laptop: 'M5 15V6.2c0-.7.5-1.2 1.2-1.2h11.6c.7 0 1.2.5 1.2 1.2V15zM2.5 18.7h19',
  lock: 'M6.2 10.5h11.6c.7 0 1.2.5 1.2 1.2v7.6c0 .7-.5 1.2-1.2 1.2H6.2c-.7 0-1.2-.5-1.2-1.2v-7.6c0-.7.5-1.2 1.2-1.2zM8 10.5v-3a4 4 0 0 1 8 0v3',
  lost: 'M10 13.5a4 4 0 0 0 6 .4l2.5-2.5a4 4 0 0 0-5.7-5.7L11.5 7M14 10.5a4 4 0 0 0-6-.4l-2.5 2.5a4 4 0 0 0 5.7 5.7L12.5 17',
  mail: 'M3.5 6.5h17v11h-17zM4 7l8 6 8-6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  passkey:
    'M10.5 11.5a3.7 3.7 0 1 0 0-7.5 3.7 3.7 0 0 0 0 7.5zM3.5 20v-1a4.5 4.5 0 0 1 4.5-4.5h4M18 15.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM18 15.5V21M18 18.7h2',
  phone:
    'M8 3h8c.8 0 1.5.7 1.5 1.5v15c0 .8-.7 1.5-1.5 1.5H8c-.8 0-1.5-.7-1.5-1.5v-15C6.5 3.7 7.2 3 8 3zM11 18h2',
  plus: 'M12 5v14M5 12h14',
  print: 'M7 8.5V4h10v4.5M7 16.5H4.5v-8h15v8H17M7 13.5h10V20H7z',
  shield: 'M12 3l7.5 2.8v5.7c0 4.6-3.1 7.9-7.5 9.5-4.4-1.6-7.5-4.9-7.5-9.5V5.8zM8.8 12l2.3 2.3 4.2-4.4',
  signOut: 'M14 4.5H6c-.6 0-1 .4-1 1v13c0 .6.4 1 1 1h8M10.5 12H21M17.5 8.5 21 12l-3.5 3.5',
  trash: 'M4.5 6.5h15M9 6.5v-2h6v2M6.5 6.5l.8 13h9.4l.8-13M10 10.5v5M14 10.5v5',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
}

export type Icon = keyof typeof PATHS

/** What a sign says where nothing else is said. */
const KINDS: Partial<Record<Icon, Kind>> = { done: 'success', broken: 'danger', lost: 'warning' }

/** A small picture beside words, which say the same. */
export const Glyph = ({ icon }: { icon: Icon }) => (
  <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[icon]} />
  </svg>
)

/** A picture on a ground of its kind, above a heading. */
export const Sign = ({ icon, kind = KINDS[icon] }: { icon: Icon; kind?: Kind | undefined }) => (
  <span class={kind ? `sign ${kind}` : 'sign'} aria-hidden="true">
    <svg viewBox="0 0 24 24">
      <path d={PATHS[icon]} />
    </svg>
  </span>
)
