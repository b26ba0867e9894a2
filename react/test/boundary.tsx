import { Component, type ReactNode } from 'react'

/** Shows the message of what its children throw; `state.error` is what they threw. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined as unknown }
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    const { error } = this.state
    return error ? `failed: ${(error as Error).message}` : this.props.children
  }
}
