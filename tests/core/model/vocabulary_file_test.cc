#include "core/model/vocabulary_file.h"

#include "core/model/notebook/pickle_writer.h"
#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Tokens = std::vector<std::string>;

absl::StatusOr<Tokens> ParseTsv(const std::string& bytes) {
  return ParseVocabularyTsv("f.bin", bytes);
}
absl::StatusOr<Tokens> ParsePkl(const std::string& bytes) {
  return ParseVocabularyPickle("f.bin", bytes);
}

// The two mandatory tokens, every ASCII character, and other tokens that may need an escape.
Tokens AwkwardTokens() {
  Tokens tokens = {"<pad>", "<unk>"};
  for (int c = 0; c < 0x80; ++c) tokens.push_back(std::string("x") + static_cast<char>(c));
  for (const char* token : {"", "\\x41", "\\", "\xc2\x85", "\xe2\x80\xa8", "\xef\xbf\xbd",
                            "\xf4\x8f\xbf\xbf", "\xc4\xb0", " a"}) {
    tokens.push_back(token);
  }
  return tokens;
}

// Returns a pickled dict of the given pairs, protocol 2.
std::string PickledDict(const std::vector<std::pair<std::string, int>>& pairs) {
  PickleWriter pickle(2);
  pickle.Op(PickleOpcode::kEmptyDict);
  pickle.Op(PickleOpcode::kMark);
  for (const auto& [token, id] : pairs) {
    pickle.String(token);
    pickle.Integer(id);
  }
  pickle.Op(PickleOpcode::kSetItems);
  return std::move(pickle).Finish();
}

TEST(VocabularyTsvTest, ReadsWhatItWrites) {
  EXPECT_EQ(*ParseTsv(SerializeVocabularyTsv(AwkwardTokens())), AwkwardTokens());
}

TEST(VocabularyTsvTest, WritesOneLinePerToken) {
  EXPECT_EQ(SerializeVocabularyTsv({"<pad>", "<unk>", "a\tb\n\r\\\x01\xc3\xa9"}),
            "0\t<pad>\n1\t<unk>\n2\ta\\tb\\n\\r\\\\\\x01\xc3\xa9\n");
}

TEST(VocabularyTsvTest, RejectsATruncatedLastLine) {
  const std::string bytes = SerializeVocabularyTsv({"<pad>", "<unk>", "ab"});
  for (size_t length = 0; length + 1 < bytes.size(); ++length) {
    const std::string prefix = bytes.substr(0, length);
    // A cut at the end of a line leaves a valid, smaller vocabulary; the checksum and the number of
    // embedding rows detect it.
    const bool whole = prefix == SerializeVocabularyTsv({"<pad>", "<unk>"});
    EXPECT_EQ(ParseTsv(prefix).ok(), whole) << length;
  }
}

TEST(VocabularyTsvTest, HandlesEveryChangedByte) {
  ExpectEveryChangedByteIsHandled(SerializeVocabularyTsv(SmallModel().tokens), ParseTsv,
                                  [](const Tokens& tokens) { return ValidateTokens(tokens).ok(); });
}

TEST(VocabularyTsvTest, NamesTheLineAndOffsetOfAnError) {
  const std::string start = "0\t<pad>\n1\t<unk>\n";
  EXPECT_THAT(ErrorOf(ParseTsv(start + "3\tab\n")),
              AllOf(HasSubstr("DATA_LOSS"), HasSubstr("f.bin: offset 16: line 3")));
  for (const char* line :
       {"2 ab\n", "02\tab\n", "\n", "2\ta\\q\n", "2\ta\\x4\n", "2\ta\\x4g\n", "2\ta\\\n"}) {
    EXPECT_THAT(ErrorOf(ParseTsv(start + line)), HasSubstr("line 3")) << line;
  }
}

TEST(VocabularyTsvTest, RejectsBadTokens) {
  const std::string start = "0\t<pad>\n1\t<unk>\n";
  EXPECT_THAT(ErrorOf(ParseTsv(start + "2\tab\n3\tab\n")), HasSubstr("id 3 stands twice"));
  EXPECT_THAT(ErrorOf(ParseTsv(start + "2\t\\xff\n")), HasSubstr("is not valid UTF-8"));
  EXPECT_THAT(ErrorOf(ParseTsv(start + "2\t" + std::string(300, 'a') + "\n")),
              HasSubstr("is too long"));
  EXPECT_THAT(ErrorOf(ParseTsv("0\t<unk>\n1\t<pad>\n")), HasSubstr("id 0 is not '<pad>'"));
}

TEST(VocabularyPickleTest, ReadsWhatItWrites) {
  Tokens tokens = AwkwardTokens();
  for (int i = 0; i < 3000; ++i) tokens.push_back("t" + std::to_string(i));
  EXPECT_EQ(*ParsePkl(SerializeVocabularyPickle(tokens)), tokens);
}

TEST(VocabularyPickleTest, ReadsPairsInAnyOrder) {
  EXPECT_THAT(*ParsePkl(PickledDict({{"ab", 2}, {"<unk>", 1}, {"<pad>", 0}})),
              ElementsAre("<pad>", "<unk>", "ab"));
}

TEST(VocabularyPickleTest, ReadsAnOrderedDict) {
  PickleWriter pickle(2);
  pickle.Global("collections", "OrderedDict");
  pickle.Op(PickleOpcode::kEmptyTuple);
  pickle.Op(PickleOpcode::kReduce);
  for (const auto& [token, id] : {std::pair("<pad>", 0), std::pair("<unk>", 1)}) {
    pickle.String(token);
    pickle.Integer(id);
    pickle.Op(PickleOpcode::kSetItem);
  }
  EXPECT_THAT(*ParsePkl(std::move(pickle).Finish()), ElementsAre("<pad>", "<unk>"));
}

TEST(VocabularyPickleTest, RejectsEveryTruncatedFile) {
  ExpectEveryPrefixIsRefused(SerializeVocabularyPickle(SmallModel().tokens), ParsePkl);
}

TEST(VocabularyPickleTest, HandlesEveryChangedByte) {
  ExpectEveryChangedByteIsHandled(SerializeVocabularyPickle(SmallModel().tokens), ParsePkl,
                                  [](const Tokens& tokens) { return ValidateTokens(tokens).ok(); });
}

TEST(VocabularyPickleTest, RejectsIdsWithGapsOrDuplicates) {
  const auto error = [](int id) {
    return ErrorOf(ParsePkl(PickledDict({{"<pad>", 0}, {"<unk>", 1}, {"ab", id}})));
  };
  EXPECT_THAT(error(3), AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("id=3 is not in 0..2")));
  EXPECT_THAT(error(-1), HasSubstr("id=-1"));
  EXPECT_THAT(error(2147483647), HasSubstr("id=2147483647"));
  EXPECT_THAT(error(1), HasSubstr("id=1 stands twice"));
}

TEST(VocabularyPickleTest, RejectsADuplicateToken) {
  EXPECT_THAT(ErrorOf(ParsePkl(PickledDict({{"<pad>", 0}, {"<unk>", 1}, {"a", 2}, {"a", 3}}))),
              HasSubstr("id 3 stands twice"));
}

TEST(VocabularyPickleTest, RequiresThePadAndUnknownTokens) {
  EXPECT_THAT(ErrorOf(ParsePkl(PickledDict({{"a", 0}, {"<unk>", 1}}))),
              HasSubstr("id 0 is not '<pad>'"));
  EXPECT_THAT(ErrorOf(ParsePkl(PickledDict({{"<pad>", 0}, {"a", 1}}))),
              HasSubstr("id 1 is not '<unk>'"));
  EXPECT_THAT(ErrorOf(ParsePkl(PickledDict({}))), HasSubstr("FAILED_PRECONDITION"));
}

TEST(VocabularyPickleTest, ReportsALoneSurrogate) {
  EXPECT_THAT(
      ErrorOf(ParsePkl(PickledDict({{"<pad>", 0}, {"<unk>", 1}, {"a\xed\xa0\x80", 2}}))),
      AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("id 2"), HasSubstr("lone surrogate")));
}

TEST(VocabularyPickleTest, RejectsOtherPickles) {
  EXPECT_THAT(ErrorOf(ParsePkl("\x80\x02N.")), HasSubstr("does not hold a dict"));
  EXPECT_THAT(ErrorOf(ParsePkl("\x80\x02}NNs.")), HasSubstr("something else than strings"));
  EXPECT_THAT(ErrorOf(ParsePkl("\x80\x04}\x8c\x01"
                               "a\x88s.")),
              HasSubstr("something else"));
}

}  // namespace
}  // namespace txtsentry::model
