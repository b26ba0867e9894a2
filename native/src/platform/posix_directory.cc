// The directory where a user's segments lie. Whoever could write to it could plant a store, whoever could read it
// could watch one: it must be the user's alone.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "../error.h"
#include "posix.h"
#include "posix_state.h"

namespace lockstep::platform {

namespace {

[[noreturn]] void refuse(const std::string& directory, const std::string& why) {
  throw Error("LOCKSTEP_PERMISSION", "The directory for segments, " + directory + ", " + why);
}

}  // namespace

std::string checkedDirectory(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) == 0)
    giveOwner(directory, 0700);
  else if (errno != EEXIST)
    refuse(directory, std::string("cannot be made: ") + std::strerror(errno) +
                          ". Make it, or set LOCKSTEP_DIR to a directory that you may write to.");
  struct stat info;
  // lstat: a link here would lead wherever the one who made it likes.
  if (::lstat(directory.c_str(), &info) != 0)
    refuse(directory, std::string("cannot be looked at: ") + std::strerror(errno) + ".");
  if (S_ISLNK(info.st_mode))
    refuse(directory, "is a symbolic link. Remove it, or set LOCKSTEP_DIR to the directory itself.");
  if (!S_ISDIR(info.st_mode)) refuse(directory, "is not a directory. Remove what lies there, or set LOCKSTEP_DIR.");
  if (info.st_uid != ::geteuid())
    refuse(directory, "belongs to user " + std::to_string(info.st_uid) + ", but this process runs as user " +
                          std::to_string(::geteuid()) + ". Remove it, or set LOCKSTEP_DIR to a directory of your own.");
  if ((info.st_mode & 077) != 0)
    refuse(directory, "can be used by other users. Take their rights away: chmod 700 " + directory);
  return directory;
}

bool isAbsolute(const std::string& path) { return !path.empty() && path[0] == '/'; }

std::string directoryOfFile(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string directory = slash == 0 ? "/" : path.substr(0, slash);
  struct stat info;
  if (::stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    if (errno == EACCES)
      throw Error("LOCKSTEP_PERMISSION", "The directory of the file " + path + " cannot be entered by this user.");
    throw Error("LOCKSTEP_NOT_FOUND", "There is no directory " + directory + " for the file. Make it first.");
  }
  // Who may rename files there could put one of the user's other stores, or none, in this one's place.
  if ((info.st_mode & S_IWOTH) != 0 && (info.st_mode & S_ISVTX) == 0)
    throw Error("LOCKSTEP_PERMISSION", "Every user may replace files in the directory " + directory +
                                           ". Take that right away (chmod o-w), or choose another place.");
  return directory;
}

std::string segmentDirectory() {
  const char* chosen = environment("LOCKSTEP_DIR");
  std::string directory = chosen != nullptr && *chosen != 0 ? chosen : systemDirectory();
  while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
  return checkedDirectory(directory);
}

}  // namespace lockstep::platform
