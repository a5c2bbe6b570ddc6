// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/plan_entry.hpp"

#include <filesystem>
#include <functional>

namespace colophon::ingest {

/// What stands at a plan's head.
struct PlanHead {
    std::string pipeline;
    std::string source; ///< see source_identity()
    std::string created;

    friend bool operator==(const PlanHead&, const PlanHead&) = default;
};

/// A plan's document: JSON, with the head, one line for each entity, and the whole in figures at its end.
class PlanWriter {
public:
    using Write = std::function<void(std::string_view)>;

    PlanWriter(Write write, const PlanHead& head);

    /// Any entry; the figures behind the last one end the document.
    template <class Entry> void add(const Entry& entry)
    {
        std::string line = is_first_ ? "\n" : ",\n";
        is_first_ = false;
        JsonWriter out(line);
        write_entry(out, entry);
        write_(line);
    }
    /// `tail` are the members that follow, as JSON without the braces.
    void finish(std::string_view tail);

private:
    Write write_;
    bool is_first_ = true;
};

/// Reads such a document, a line at a time, in the form in which it was written. Throws Error
/// (invalid_argument) for a file that cannot be read or is none, or not of this version: nobody's plan is
/// guessed at.
class PlanFile {
public:
    static constexpr std::size_t longest_line = 16u << 20;

    explicit PlanFile(const std::filesystem::path& file);

    const PlanHead& head() const { return head_; }
    /// Calls `visit` for each entry, in order; may be called again.
    void read(const std::function<void(const PlanEntry&)>& visit) const;

private:
    std::filesystem::path file_;
    PlanHead head_;
};

} // namespace colophon::ingest
