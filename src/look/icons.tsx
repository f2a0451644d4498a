/** Drawn on 24 × 24 with a stroke of the ink around. */
const PATHS = {
  done: 'M5 12.5l4.5 4.5L19 7.5',
  mail: 'M3.5 6.5h17v11h-17zM4 7l8 6 8-6',
  broken: 'M12 7.5v5.5M12 16.5h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  lost: 'M10 13.5a4 4 0 0 0 6 .4l2.5-2.5a4 4 0 0 0-5.7-5.7L11.5 7M14 10.5a4 4 0 0 0-6-.4l-2.5 2.5a4 4 0 0 0 5.7 5.7L12.5 17',
}

const KINDS = { done: 'success', mail: '', broken: 'danger', lost: 'warning' } as const

export type Icon = keyof typeof PATHS

export const Sign = ({ icon }: { icon: Icon }) => (
  <span class={`sign ${KINDS[icon]}`.trim()} aria-hidden="true">
    <svg viewBox="0 0 24 24">
      <path d={PATHS[icon]} />
    </svg>
  </span>
)
