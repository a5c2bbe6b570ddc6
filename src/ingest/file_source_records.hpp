// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/input_file.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace colophon::ingest {

/// One object of a file, as text that ends where the object ends; whether it is JSON inside is not known yet.
struct FileRecord {
    enum class Fault {
        none,
        too_long, ///< over FileRecords::longest; the text is empty
        too_deep  ///< for every parser of ours
    };
    std::string_view text;    ///< valid until the next call of next()
    std::uint64_t number = 0; ///< from 1
    std::uint64_t offset = 0; ///< of its first byte in the file
    Fault fault = Fault::none;
};

/// Cuts a file into its objects: the elements of one array, or objects one after the other (lines of JSON).
/// Keeps the record at hand and one block in memory, whatever the file's size. A file that is neither, or
/// that breaks off, throws Error (invalid_argument) naming the byte.
class FileRecords {
public:
    static constexpr std::size_t longest = 16u << 20;

    explicit FileRecords(const std::filesystem::path& file) : file_(file) {}

    std::optional<FileRecord> next();
    std::uint64_t bytes_read() const { return base_ + at_; }
    std::uint64_t bytes_total() const { return file_.size(); }

private:
    enum class Frame { unknown, array, sequence, ended };

    void open_frame();
    bool at_record();
    bool at_next_element();
    FileRecord cut_record();
    /// Goes on to the end of the record or of the buffer; says whether it was the record's.
    bool scan_to_end();
    /// The next byte that is not blank, without taking it; nothing at the end of the file.
    std::optional<char> peek();
    /// Forgets what is before `keep` and adds one block; false at the end of the file.
    bool refill(std::size_t keep);
    [[noreturn]] void refuse(const std::string& what) const;

    InputFile file_;
    std::string buffer_;
    std::uint64_t base_ = 0; ///< where the buffer begins in the file
    std::size_t at_ = 0;
    std::uint64_t count_ = 0;
    Frame frame_ = Frame::unknown;
    // Within a record.
    std::size_t depth_ = 0;
    std::size_t deepest_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
};

} // namespace colophon::ingest
