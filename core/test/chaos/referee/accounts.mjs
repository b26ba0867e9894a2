// What each member of a store announced, and what it was told became of it.
import { idOf, MOST_STATE_BYTES } from '../ledger.mjs'

/** Why a commit may be refused. The state grows to where there is no room; a newer program may have taken the file. */
const REFUSALS = ['LOCKSTEP_FULL', 'LOCKSTEP_SCHEMA', 'LOCKSTEP_CLOSED', 'LOST']

/** A commit adds less than a quarter of what there may be: fuller than that the state must be where one is refused. */
const FULL_SHARE = 0.5
export const UNKNOWN = 'commits of which only their place is known'

export function createAccounts(findings, name) {
  const lives = new Map()
  /** Of the store, at the commit that was visited last. */
  let schema = 1

  function of(life) {
    let account = lives.get(life)
    if (account === undefined) {
      // `last`: the newest of its commits that was found in the order.
      account = {
        announced: 0,
        last: 0,
        acknowledged: new Map(),
        refused: new Set(),
        migrations: new Set(),
        schemas: [],
        ended: false,
      }
      lives.set(life, account)
    }
    return account
  }

  /** One commit of the order, which may not be there otherwise. */
  function visit(version, id) {
    if (id === undefined) {
      findings.count(UNKNOWN)
      return
    }
    findings.saw('twice')
    const [life, count] = split(id)
    const account = lives.get(life)
    const own = account?.schemas.findLast(({ from }) => from <= count)?.schema
    // Also not before its first word: it comes from a store that had ended, of which nothing is known any more.
    if (account === undefined || count > account.announced || own === undefined)
      findings.violate('twice', `${name}, version ${version}: nobody asked for the commit ${id}`)
    else if (count <= account.last)
      findings.violate(
        'twice',
        `${name}, version ${version}: the commit ${id} comes after ${life}.${account.last}`,
      )
    else if (account.refused.has(count))
      findings.violate('twice', `${name}, version ${version}: the commit ${id} was refused`)
    if (account === undefined) return
    account.last = Math.max(account.last, count)
    if (own !== undefined) visitSchema(version, id, own, account.migrations.has(count))
    if (!account.acknowledged.has(count)) findings.count('commits that nobody acknowledged')
  }

  /** A migration raises the schema, and everybody else's must be the one that the store has. */
  function visitSchema(version, id, own, migrates) {
    if (migrates) {
      findings.count('migrations')
      findings.saw('schema')
    }
    if (migrates ? own <= schema : own !== schema)
      findings.violate(
        'schema',
        `${name}, version ${version}: ${id} is of schema ${own}, the store of ${schema}`,
      )
    if (migrates) schema = own
  }

  return {
    visit,
    /** @param own the schema of the program that announces it */
    announce(life, count, own, migrates) {
      const account = of(life)
      account.announced = count
      if (migrates) account.migrations.add(count)
      if (account.schemas.at(-1)?.schema !== own) account.schemas.push({ from: count, schema: own })
    },
    acknowledge(life, count, version) {
      of(life).acknowledged.set(count, version)
    },
    /** @param weight of the items of the state that was too full */
    refuse(life, count, code, weight) {
      of(life).refused.add(count)
      findings.count(`refused: ${code}`)
      if (code === 'LOCKSTEP_FULL' && !(weight >= MOST_STATE_BYTES * FULL_SHARE))
        findings.violate(
          'alive',
          `${name}: the commit ${life}.${count} was refused, as if there were no room, although the state weighs ${weight}`,
        )
      if (!REFUSALS.includes(code))
        findings.violate('alive', `${name}: the commit ${life}.${count} was refused: ${code}`)
    },
    ended(life) {
      of(life).ended = true
    },
    /** Commits of which nobody said what became of them. */
    undecided() {
      const ids = []
      for (const [life, { announced, last, acknowledged, refused }] of lives) {
        if (announced > last && !acknowledged.has(announced) && !refused.has(announced))
          ids.push(idOf(life, announced))
      }
      return ids
    },
    /** @param idAt what the order has at a version up to `head` */
    settle(base, head, idAt) {
      for (const [life, account] of lives) {
        for (const [count, version] of account.acknowledged) {
          findings.saw('lost')
          const id = idOf(life, count)
          if (version > base && version <= head && idAt(version) === id) continue
          const there = version <= head ? (idAt(version) ?? 'nothing known') : `nothing: the head is ${head}`
          findings.violate(
            'lost',
            `${name}: ${id} was acknowledged as version ${version}, where there is ${there}`,
          )
        }
        account.acknowledged.clear()
        account.refused.clear()
        if (account.ended) lives.delete(life)
      }
    },
  }
}

function split(id) {
  const dot = id.indexOf('.')
  return [Number(id.slice(0, dot)), Number(id.slice(dot + 1))]
}
