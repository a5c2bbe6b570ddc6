// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace colophon {

/// Allow and deny lists of regular expressions, as DataHub's recipes have them: matched at the beginning of
/// the name, ignoring case unless told otherwise; deny wins; an empty allow list allows nothing. Matching
/// takes time linear in the name, whatever the pattern (back-references and look-around are refused). Safe to
/// use from many threads.
class PatternSet {
public:
    /// Allows everything.
    PatternSet();
    static Result<PatternSet> make(const std::vector<std::string>& allow,
                                   const std::vector<std::string>& deny, bool ignore_case = true);
    bool allows(std::string_view name) const;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

} // namespace colophon
