/** How a message is meant: each has an ink and a soft ground of its own. */
export type Kind = 'success' | 'warning' | 'danger'
