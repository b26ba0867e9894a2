import { runCampaign } from '../campaign.js'

const [seed, executions] = process.argv.slice(2).map(Number) as [number, number]
runCampaign(seed, executions)
