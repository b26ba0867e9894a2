import type { Counts, Filter } from '../select.js'

export interface FiltersProps {
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly counts: Counts
}

export function Filters({ filter, onFilter, query, onQuery, counts }: FiltersProps) {
  const { open, done } = counts
  const choices: [Filter, string, number][] = [
    ['all', 'All', open + done],
    ['open', 'Open', open],
    ['done', 'Done', done],
  ]
  return (
    <div className="filters">
      <fieldset>
        <legend className="unseen">Show</legend>
        {choices.map(([value, text, count]) => (
          <label key={value}>
            <input type="radio" name="filter" checked={filter === value} onChange={() => onFilter(value)} />
            {text} <small>{count.toLocaleString()}</small>
          </label>
        ))}
      </fieldset>
      <input
        type="search"
        aria-label="Search"
        placeholder="Search"
        value={query}
        onChange={event => onQuery(event.target.value)}
      />
    </div>
  )
}
