import { Glyph } from './icons.tsx'

/** `paths` by what they are filled with. */
type Mark = { box: string; paths: Record<string, string> }

/** As their owners ask for: Google and Microsoft in all their colours, GitHub and Apple in one. */
const MARKS: Record<string, Mark> = {
  google: {
    box: '0 0 24 24',
    paths: {
      '#4285f4':
        'M22.56 12.25c0-.78-.07-1.53-.2-2.25H12v4.26h5.92a5 5 0 0 1-2.21 3.31v2.77h3.57c2.08-1.92 3.28-4.74 3.28-8.09z',
      '#34a853':
        'M12 23c2.97 0 5.46-.98 7.28-2.66l-3.57-2.77c-.98.66-2.23 1.06-3.71 1.06-2.86 0-5.29-1.93-6.16-4.53H2.18v2.84A11 11 0 0 0 12 23z',
      '#fbbc05': 'M5.84 14.1a6.6 6.6 0 0 1 0-4.2V7.07H2.18a11 11 0 0 0 0 9.87z',
      '#ea4335':
        'M12 5.38c1.62 0 3.06.56 4.21 1.64l3.15-3.15A11 11 0 0 0 2.18 7.07L5.84 9.9C6.71 7.31 9.14 5.38 12 5.38z',
    },
  },
  microsoft: {
    box: '-1 -1 23 23',
    paths: {
      '#f25022': 'M0 0h10v10H0z',
      '#7fba00': 'M11 0h10v10H11z',
      '#00a4ef': 'M0 11h10v10H0z',
      '#ffb900': 'M11 11h10v10H11z',
    },
  },
  github: {
    box: '-.7 -.7 17.4 17.4',
    paths: {
      currentColor:
        'M8 0a8 8 0 0 0-2.53 15.59c.4.07.55-.17.55-.38l-.01-1.49c-2.01.37-2.53-.49-2.69-.94-.09-.23-.48-.94-.82-1.13-.28-.15-.68-.52-.01-.53.63-.01 1.08.58 1.23.82.72 1.21 1.87.87 2.33.66.07-.52.28-.87.51-1.07-1.78-.2-3.64-.89-3.64-3.95 0-.87.31-1.59.82-2.15-.08-.2-.36-1.02.08-2.12 0 0 .67-.21 2.2.82a7.6 7.6 0 0 1 4 0c1.53-1.04 2.2-.82 2.2-.82.44 1.1.16 1.92.08 2.12.51.56.82 1.27.82 2.15 0 3.07-1.87 3.75-3.65 3.95.29.25.54.73.54 1.48l-.01 2.2c0 .21.15.46.55.38A8 8 0 0 0 8 0z',
    },
  },
  apple: {
    box: '-2 -2.5 28 28',
    paths: {
      currentColor:
        'M12.2 6.9c-1 0-2.5-1.1-4-1-2 0-3.9 1.1-5 3-2.1 3.7-.5 9.1 1.6 12.1 1 1.4 2.2 3.1 3.7 3 1.6-.1 2.1-1 4-1 1.8 0 2.3 1 3.9 1 1.7-.1 2.7-1.5 3.7-3 1.2-1.7 1.7-3.3 1.7-3.4-.1 0-3.2-1.2-3.2-4.9-.1-3 2.4-4.5 2.6-4.5-1.5-2.1-3.7-2.3-4.4-2.4-2-.1-3.7 1.1-4.6 1.1zM15.5 3.8c.9-1 1.4-2.4 1.3-3.8-1.2.1-2.7.8-3.6 1.8-.7.9-1.4 2.4-1.2 3.7 1.3.1 2.7-.7 3.5-1.7z',
    },
  },
}

/** The mark of a provider, by its id, beside words that name it. One that we have no mark of has a key. */
export function ProviderMark({ id }: { id: string }) {
  const mark = Object.hasOwn(MARKS, id) ? MARKS[id] : undefined
  if (!mark) return <Glyph icon="key" />
  return (
    <svg class="mark" viewBox={mark.box} aria-hidden="true">
      {Object.entries(mark.paths).map(([fill, d]) => (
        <path fill={fill} d={d} />
      ))}
    </svg>
  )
}
