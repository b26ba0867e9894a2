import type { ReactNode } from 'react'

interface CardProps {
  readonly title: string
  /** Stands large beside the title. */
  readonly figure?: ReactNode
  readonly area: string
  readonly children: ReactNode
}

export function Card({ title, figure, area, children }: CardProps) {
  return (
    <section className={`card ${area}`} aria-label={title}>
      <h2>
        {title}
        {figure !== undefined && <span className="figure">{figure}</span>}
      </h2>
      {children}
    </section>
  )
}
