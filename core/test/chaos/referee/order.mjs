// The order of one store's commits, put together from what all its members said: the versions since the last inspection.
import { link } from '../ledger.mjs'

/** @param name the store's, for messages */
export function createOrder(findings, name) {
  /** By version. `by`: who said it first. */
  let seen = new Map()
  let base = 0
  let chain = 0

  function at(version) {
    let entry = seen.get(version)
    if (entry === undefined) {
      entry = {}
      seen.set(version, entry)
    }
    return entry
  }

  /** The first to tell is believed; everybody else must say the same. */
  function agree(version, what, value, life) {
    if (version <= base) return
    const entry = at(version)
    const known = entry[what]
    if (known === undefined) {
      entry[what] = { value, life }
      return
    }
    findings.saw('order')
    if (known.value !== value)
      findings.violate(
        'order',
        `${name}, version ${version}: ${what} ${known.value} (life ${known.life}), ${value} (life ${life})`,
      )
  }

  /** Who was there although nobody told: a writer that died in its commit, if the chain goes through it. */
  function fill(version, candidates) {
    const { chain: next } = at(version)
    return next && candidates().find(id => link(chain, id) === next.value)
  }

  return {
    agree,
    get base() {
      return base
    },
    /** What a member that was lapped, or just came, found: the newest of `ids` is `version`'s. */
    trail(version, ids, life) {
      for (const [index, id] of ids.entries()) agree(version - ids.length + 1 + index, 'id', id, life)
    },
    newest: () => [...seen.keys()].reduce((most, version) => Math.max(most, version), base),

    /**
     * Goes through the versions up to `head`, of which everything has been heard.
     *
     * @param visit told each commit in order; undefined where nobody knows it
     * @param candidates ids of commits of which nobody heard whether they are there
     */
    inspect(head, visit, candidates) {
      for (let version = base + 1; version <= head; version += 1) {
        const entry = at(version)
        const id = entry.id?.value ?? fill(version, candidates)
        visit(version, id)
        if (id === undefined) chain = entry.chain?.value
        else if (chain !== undefined) chain = link(chain, id)
        else chain = entry.chain?.value
        findings.saw('order')
        if (entry.chain !== undefined && entry.chain.value !== chain) {
          findings.violate(
            'order',
            `${name}, version ${version}: the state does not follow from the commits before it`,
          )
          chain = entry.chain.value
        }
      }
    },
    /** Everything up to `head` has been inspected. */
    forget(head) {
      base = head
      seen = new Map([...seen].filter(([version]) => version > head))
    },
  }
}
