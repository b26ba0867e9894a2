/** What stores are served at, and what bare sockets. */
export const PATHS = {
  control: '/control',
  medium: '/medium',
  large: '/large',
  one: '/one',
  many: '/many',
  bare: '/bare',
  bareState: '/bare-state',
  bareFresh: '/bare-fresh',
  bareOne: '/bare-one',
  bareMany: '/bare-many',
}

/** The first byte of a message on a bare socket says what the server does with it. */
export const ECHO = 1
/** To everybody else there. */
export const FORWARD = 2
/** It answers with what its clock says. */
export const CLOCK = 3

/** At least 16 characters. */
export const TOKEN = 'for-this-machine-alone'
