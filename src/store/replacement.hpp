// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace colophon::store {

/// New content for a data directory, made beside the old and put in its place as a whole: whoever is killed
/// leaves either the old state or the new one. For whoever holds the directory's lock.
///
/// What it comes down to is one rename, of `restore.new` to `restore.ready`. What follows it is finished by
/// whoever takes the directory next, should this process not live to do it.
class Replacement {
public:
    /// Makes an empty place for the new files. Throws Error as refuse_file() does.
    explicit Replacement(const std::filesystem::path& directory);
    /// Removes the new files unless they were committed.
    ~Replacement();
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;

    const std::filesystem::path& path() const { return staging_; }

    /// Makes the new files last and puts them in place. Files of the store and of tokens that were there move
    /// into the directory `former` beside them, which is made where there are any; the search snapshot goes,
    /// as it is a view of the old store.
    void commit(const std::string& former);

private:
    std::filesystem::path directory_;
    std::filesystem::path staging_;
    bool committed_ = false;
};

/// Completes a replacement that was committed and removes one that was not. Part of taking a data directory.
void finish_replacement(const std::filesystem::path& directory);

} // namespace colophon::store
