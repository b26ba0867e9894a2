// Places at which a test build kills, stops or delays its own process: docs/reliability.md says what for. Every other
// build has nothing of it: the function is empty and inline, and native/cross/check.mjs refuses a binary that has more.
#pragma once

namespace lockstep {

/// All places, in the order in which the protocol passes them. The tests read the names from here, and fail when they
/// reach one of them nowhere. A half: the first words are written, the others are not.
// clang-format off
#define LOCKSTEP_FAULT_POINTS(each) \
  each(JoinRefused, "join.refused") \
  each(JoinHeld, "join.held") \
  each(CreateTruncated, "create.truncated") \
  each(CreateAllocated, "create.allocated") \
  each(CreateHeaderHalf, "create.header-half") \
  each(CreateHeader, "create.header") \
  each(CreateState, "create.state") \
  each(CreateControl, "create.control") \
  each(CreateMagic, "create.magic") \
  each(CreateShared, "create.shared") \
  each(RecoverFound, "recover.found") \
  each(RecoverCleared, "recover.cleared") \
  each(RecoverControl, "recover.control") \
  each(RecoverRooted, "recover.rooted") \
  each(RecoverShared, "recover.shared") \
  each(AttachClaimed, "attach.claimed") \
  each(AttachBell, "attach.bell") \
  each(AttachFields, "attach.fields") \
  each(AttachPublished, "attach.published") \
  each(CommitLocked, "commit.locked") \
  each(CommitAllocated, "commit.allocated") \
  each(CommitTail, "commit.tail") \
  each(RecordHalf, "record.half") \
  each(RecordPayload, "record.payload") \
  each(RecordHeaderHalf, "record.header-half") \
  each(CommitRecord, "commit.record") \
  each(ControlHalf, "control.half") \
  each(ControlFilled, "control.filled") \
  each(ControlMoved, "control.moved") \
  each(CommitPublished, "commit.published") \
  each(RingBegin, "ring.begin") \
  each(RingFound, "ring.found") \
  each(RingBetween, "ring.between") \
  each(RingEnd, "ring.end") \
  each(CheckpointLocked, "checkpoint.locked") \
  each(SlotAllocated, "slot.allocated") \
  each(SlotHalf, "slot.half") \
  each(SlotWritten, "slot.written") \
  each(CheckpointWriter, "checkpoint.writer") \
  each(CheckpointPublished, "checkpoint.published") \
  each(CheckpointEnd, "checkpoint.end") \
  each(ShrinkPublished, "shrink.published") \
  each(ShrinkDiscarded, "shrink.discarded") \
  each(StateLocked, "state.locked") \
  each(StateWriter, "state.writer") \
  each(StatePublished, "state.published") \
  each(StateEnd, "state.end") \
  each(RootSynced, "root.synced") \
  each(RootHalf, "root.half") \
  each(RootWritten, "root.written") \
  each(RootDurable, "root.durable") \
  each(RootWriter, "root.writer") \
  each(RootPublished, "root.published") \
  each(DetachCleared, "detach.cleared") \
  each(DetachReleased, "detach.released") \
  each(LeaveBell, "leave.bell") \
  each(LeaveReleased, "leave.released") \
  each(LeaveAlone, "leave.alone") \
  each(LeaveRemoved, "leave.removed")
// clang-format on

#define LOCKSTEP_FAULT_NAME(name, text) name,
enum class Fault { LOCKSTEP_FAULT_POINTS(LOCKSTEP_FAULT_NAME) None };
#undef LOCKSTEP_FAULT_NAME

#ifdef LOCKSTEP_FAULTS
/// Does what LOCKSTEP_FAULT asks for here, if it does: see fault.cc.
void faultPoint(Fault point) noexcept;
#else
inline void faultPoint(Fault) noexcept {}
#endif

}  // namespace lockstep
