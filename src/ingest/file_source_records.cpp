// SPDX-License-Identifier: Apache-2.0
#include "ingest/file_source_records.hpp"

#include "core/json.hpp"

#include <algorithm>
#include <colophon/error.hpp>

namespace colophon::ingest {
namespace {

constexpr std::size_t block = 256u << 10;
constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// UTF-16 and UTF-32 show themselves by their marks or by the zeros beside ASCII.
bool is_wide(std::string_view beginning)
{
    return beginning.starts_with("\xff\xfe") || beginning.starts_with("\xfe\xff") ||
           beginning.substr(0, 4).find('\0') != std::string_view::npos;
}

} // namespace

std::optional<FileRecord> FileRecords::next()
{
    if (frame_ == Frame::unknown)
        open_frame();
    if (frame_ == Frame::ended || !at_record())
        return std::nullopt;
    return cut_record();
}

void FileRecords::open_frame()
{
    refill(0);
    if (is_wide(buffer_))
        refuse("the text is not UTF-8 but UTF-16 or UTF-32, convert it");
    if (buffer_.starts_with(byte_order_mark))
        at_ = byte_order_mark.size();
    const auto first = peek();
    if (!first)
        refuse("the file is empty, not even an empty array");
    if (*first != '[' && *first != '{')
        refuse("neither an array of proposals nor lines of them");
    frame_ = *first == '[' ? Frame::array : Frame::sequence;
    if (frame_ == Frame::array)
        ++at_;
}

bool FileRecords::at_record()
{
    if (frame_ == Frame::array && !at_next_element())
        return false;
    const auto first = peek();
    if (!first && frame_ == Frame::sequence) {
        frame_ = Frame::ended;
        return false;
    }
    if (!first)
        refuse("the file ends in the middle of its array");
    if (*first != '{')
        refuse("expected an object");
    return true;
}

bool FileRecords::at_next_element()
{
    const auto next = peek();
    if (next == ']') {
        ++at_;
        if (peek())
            refuse("something follows the array");
        frame_ = Frame::ended;
        return false;
    }
    if (count_ > 0 && next == ',')
        ++at_;
    else if (count_ > 0 && next)
        refuse("expected a comma or the end of the array");
    return true;
}

FileRecord FileRecords::cut_record()
{
    FileRecord record{{}, ++count_, base_ + at_, FileRecord::Fault::none};
    std::size_t begin = at_;
    depth_ = deepest_ = 0;
    while (!scan_to_end()) {
        if (at_ - begin > longest) {
            record.fault = FileRecord::Fault::too_long;
            begin = at_;
        }
        if (!refill(begin))
            refuse("the file ends in the middle of record " + std::to_string(count_));
        begin = 0;
    }
    if (at_ - begin > longest)
        record.fault = FileRecord::Fault::too_long;
    if (record.fault == FileRecord::Fault::none)
        record.text = std::string_view(buffer_).substr(begin, at_ - begin);
    if (record.fault == FileRecord::Fault::none && deepest_ >= max_json_depth)
        record.fault = FileRecord::Fault::too_deep;
    return record;
}

bool FileRecords::scan_to_end()
{
    for (; at_ < buffer_.size(); ++at_) {
        const char c = buffer_[at_];
        if (in_string_) {
            if (escaped_)
                escaped_ = false;
            else if (c == '\\')
                escaped_ = true;
            else if (c == '"')
                in_string_ = false;
        } else if (c == '"') {
            in_string_ = true;
        } else if (c == '{' || c == '[') {
            deepest_ = std::max(deepest_, ++depth_);
        } else if ((c == '}' || c == ']') && --depth_ == 0) {
            ++at_;
            return true;
        }
    }
    return false;
}

std::optional<char> FileRecords::peek()
{
    do {
        at_ = std::min(buffer_.find_first_not_of(blanks, at_), buffer_.size());
        if (at_ < buffer_.size())
            return buffer_[at_];
    } while (refill(at_));
    return std::nullopt;
}

bool FileRecords::refill(std::size_t keep)
{
    buffer_.erase(0, keep);
    base_ += keep;
    at_ -= std::min(keep, at_);
    const std::size_t old = buffer_.size();
    buffer_.resize(old + block);
    const std::size_t size = file_.read({buffer_.data() + old, block});
    buffer_.resize(old + size);
    return size > 0;
}

void FileRecords::refuse(const std::string& what) const
{
    throw Error(Errc::invalid_argument, "file cannot be read as proposals, " + what + ": " + file_.name() +
                                            ", byte " + std::to_string(bytes_read()));
}

} // namespace colophon::ingest
