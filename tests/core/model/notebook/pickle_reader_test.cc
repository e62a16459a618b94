#include "core/model/notebook/pickle_reader.h"

#include "core/model/notebook/pickle_writer.h"
#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Kind = PickleValue::Kind;

absl::StatusOr<PickleTree> Parse(const std::string& bytes) { return ParsePickle("f.bin", bytes); }

std::string Error(const std::string& bytes) { return ErrorOf(Parse(bytes)); }

TEST(PickleReaderTest, ReadsADictOfStringsAndIntegers) {
  // CPython's pickle.dumps({"a": 1, "b": 70000}, protocol=4).
  const std::string bytes = Bytes("\x80\x04\x95\x12\0\0\0\0\0\0\0}\x94(\x8c\x01") +
                            "a\x94K\x01\x8c\x01" + Bytes("b\x94Jp\x11\x01\0u.");
  const absl::StatusOr<PickleTree> tree = Parse(bytes);
  ASSERT_TRUE(tree.ok()) << ErrorOf(tree);
  const PickleValue& root = tree->at(tree->root);
  ASSERT_EQ(root.kind, Kind::kDict);
  ASSERT_EQ(root.items.size(), 4U);
  EXPECT_EQ(tree->at(root.items[0]).text, "a");
  EXPECT_EQ(tree->at(root.items[1]).integer, 1);
  EXPECT_EQ(tree->at(root.items[3]).integer, 70000);
}

TEST(PickleReaderTest, ReadsEveryValueAndMemoOpcode) {
  const std::string bytes = Bytes(
      "\x80\x05(NNr\x10\0\0\0\x88\x89K\xffM\x34\x12J\xff\xff\xff\xffX\x01\0\0\0xq\x00"
      "\x8d\x01\0\0\0\0\0\0\0y)h\x00\x85j\x10\0\0\0\x86t.");
  const absl::StatusOr<PickleTree> tree = Parse(bytes);
  ASSERT_TRUE(tree.ok()) << ErrorOf(tree);
  const PickleValue& root = tree->at(tree->root);
  ASSERT_EQ(root.kind, Kind::kTuple);
  ASSERT_EQ(root.items.size(), 11U);
  EXPECT_EQ(tree->at(root.items[2]).integer, 1);
  EXPECT_EQ(tree->at(root.items[4]).integer, 255);
  EXPECT_EQ(tree->at(root.items[5]).integer, 0x1234);
  EXPECT_EQ(tree->at(root.items[6]).integer, -1);
  EXPECT_EQ(tree->at(root.items[8]).text, "y");
  EXPECT_EQ(tree->at(root.items[10]).items.size(), 2U);
}

TEST(PickleReaderTest, ReadsAnOrderedDictOfProtocol4) {
  EXPECT_TRUE(Parse(Bytes("\x80\x04\x8c\x0b") + "collections" + "\x8c\x0bOrderedDict\x93)R.").ok());
}

TEST(PickleReaderTest, RejectsDangerousGlobals) {
  EXPECT_THAT(Error("\x80\x02"
                    "cos\nsystem\n(X\x02" +
                    Bytes("\0\0\0") + "lstR."),
              AllOf(HasSubstr("DATA_LOSS"), HasSubstr("f.bin"), HasSubstr("offset 2"),
                    HasSubstr("GLOBAL"), HasSubstr("os system")));
  EXPECT_THAT(Error("\x80\x04\x8c\x02os\x8c\x06system\x93."), HasSubstr("STACK_GLOBAL"));
  EXPECT_THAT(Error("\x80\x02"
                    "c__builtin__\neval\n."),
              HasSubstr("__builtin__ eval"));
  EXPECT_THAT(Error("\x80\x02"
                    "ctorch._utils\n_rebuild_tensor\n."),
              HasSubstr("not on the list"));
}

TEST(PickleReaderTest, RejectsEveryOtherOpcode) {
  // INST, OBJ, NEWOBJ, NEWOBJ_EX, EXT1, PERSID, STRING, LIST, DUP, POP, BYTEARRAY8, NEXT_BUFFER.
  for (const char opcode :
       {'i', 'o', '\x81', '\x92', '\x82', 'P', 'S', ']', '2', '0', '\x96', '\x97'}) {
    EXPECT_THAT(Error(std::string("\x80\x02N") + opcode + "."), HasSubstr("offset 3"));
  }
}

TEST(PickleReaderTest, RejectsReduceOfANonCallable) {
  EXPECT_THAT(Error("\x80\x02"
                    "ctorch\nFloatStorage\n)R."),
              HasSubstr("cannot be called"));
  EXPECT_THAT(Error("\x80\x02N)R."), HasSubstr("not a global"));
  EXPECT_THAT(Error("\x80\x02"
                    "ccollections\nOrderedDict\nNR."),
              HasSubstr("not a tuple"));
  EXPECT_THAT(Error("\x80\x02"
                    "ccollections\nOrderedDict\nN\x85R."),
              HasSubstr("has arguments"));
}

TEST(PickleReaderTest, RejectsWrongArgumentsOfATensor) {
  EXPECT_THAT(Error("\x80\x02"
                    "ctorch._utils\n_rebuild_tensor_v2\n)R."),
              HasSubstr("(storage, storage_offset, size, stride, ...)"));
  EXPECT_THAT(Error("\x80\x02"
                    "ctorch._utils\n_rebuild_parameter\n)R."),
              HasSubstr("(tensor, requires_grad, backward_hooks)"));
}

TEST(PickleReaderTest, NamesTheSupportedStorageTypes) {
  EXPECT_THAT(Error("\x80\x02"
                    "ctorch\nHalfStorage\n."),
              AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("torch HalfStorage"),
                    HasSubstr("float32")));
}

TEST(PickleReaderTest, RejectsAPersistentIdThatIsNotAStorage) {
  EXPECT_THAT(Error("\x80\x02)Q."), HasSubstr("persistent id"));
  EXPECT_THAT(Error("\x80\x02NQ."), HasSubstr("persistent id"));
}

TEST(PickleReaderTest, RejectsAMemoEntryThatWasNeverPut) {
  EXPECT_THAT(Error(Bytes("\x80\x02j\xff\xff\xff\xff.")), HasSubstr("memo entry 4294967295"));
  EXPECT_THAT(Error(Bytes("\x80\x02h\x00.")), HasSubstr("memo entry 0"));
}

TEST(PickleReaderTest, RejectsOperandsThatAreNotOnTheStack) {
  for (const char* program : {"\x85", "N\x86", "NN\x87", "R", "b", "Q", "s", "}Ns", "u", "t",
                              "q\x01", "\x94", "\x93", "}(u(t", "N(\x85", "(NNu", "}(Nu"}) {
    EXPECT_FALSE(Parse(std::string("\x80\x02") + program + ".").ok()) << program;
  }
}

TEST(PickleReaderTest, RejectsOperandsBelowAMark) {
  EXPECT_FALSE(Parse("\x80\x02}(NNs.").ok());
  EXPECT_FALSE(Parse("\x80\x02N(\x85t.").ok());
}

TEST(PickleReaderTest, RejectsItemsOfANonDict) {
  EXPECT_THAT(Error("\x80\x02NNNs."), HasSubstr("is not a dict"));
  EXPECT_THAT(Error("\x80\x02N}b."), HasSubstr("only a dict may be given attributes"));
}

TEST(PickleReaderTest, LimitsOpenMarks) {
  const std::string deep = "\x80\x02" + std::string(100'000, '(') + ".";
  EXPECT_THAT(Error(deep), HasSubstr("marks_max=64"));
}

TEST(PickleReaderTest, HandlesDeepNestingWithoutRecursion) {
  EXPECT_TRUE(Parse("\x80\x02N" + std::string(1'000'000, '\x85') + ".").ok());
}

TEST(PickleReaderTest, LimitsTheNumberOfValues) {
  EXPECT_THAT(Error("\x80\x02(" + std::string(kPickleValuesMax + 1, 'N') + "t."),
              HasSubstr("values_max=4000000"));
}

TEST(PickleReaderTest, LimitsTheStack) {
  std::string bytes = "\x80\x02(Nq";
  bytes += '\0';
  for (int64_t i = 0; i < kPickleValuesMax; ++i) bytes.append("h\0", 2);
  EXPECT_THAT(Error(bytes + "t."), HasSubstr("values_max=4000000"));
}

TEST(PickleReaderTest, LimitsTheLengthOfStrings) {
  EXPECT_THAT(Error(Bytes("\x80\x02X\xff\xff\xff\xff.")), HasSubstr("string_bytes=4294967295"));
  EXPECT_THAT(Error(Bytes("\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff.")),
              HasSubstr("string_bytes_max=4096"));
}

TEST(PickleReaderTest, AcceptsADictThatContainsItself) {
  EXPECT_TRUE(Parse(Bytes("\x80\x02}q\0h\0h\0s.")).ok());
}

TEST(PickleReaderTest, RejectsOtherProtocols) {
  EXPECT_THAT(Error("\x80\x01N."), HasSubstr("protocol=1"));
  EXPECT_THAT(Error("\x80\x06N."), HasSubstr("protocol=6"));
  EXPECT_THAT(Error("(lp0\n."), HasSubstr("starts with PROTO"));
  EXPECT_THAT(Error("\x80\x02N\x80\x02."), HasSubstr("in the middle"));
}

TEST(PickleReaderTest, RejectsAFrameBeyondTheEnd) {
  EXPECT_THAT(Error(Bytes("\x80\x04\x95\x03\0\0\0\0\0\0\0N.")), HasSubstr("frame_bytes=3"));
}

TEST(PickleReaderTest, RejectsTrailingValuesAndBytes) {
  EXPECT_THAT(Error("\x80\x02N.N"), HasSubstr("more bytes follow"));
  EXPECT_THAT(Error("\x80\x02NN."), HasSubstr("2 values and 0 marks"));
  EXPECT_THAT(Error("\x80\x02(N."), HasSubstr("1 values and 1 marks"));
  EXPECT_THAT(Error("\x80\x02."), HasSubstr("0 values"));
}

TEST(PickleWriterTest, WritesIntegersInTheirShortestForm) {
  for (const int32_t number : {0, 255, 256, 65535, 65536, 2147483647, -1}) {
    PickleWriter writer(2);
    writer.Integer(number);
    const std::string bytes = std::move(writer).Finish();
    const absl::StatusOr<PickleTree> tree = Parse(bytes);
    ASSERT_TRUE(tree.ok()) << ErrorOf(tree);
    EXPECT_EQ(tree->at(tree->root).integer, number);
  }
}

TEST(PickleWriterTest, WritesLongStrings) {
  for (const int protocol : {2, 4}) {
    for (const size_t length : {0, 255, 256, 4096}) {
      PickleWriter writer(protocol);
      writer.String(std::string(length, 's'));
      const std::string bytes = std::move(writer).Finish();
      const absl::StatusOr<PickleTree> tree = Parse(bytes);
      ASSERT_TRUE(tree.ok()) << ErrorOf(tree);
      EXPECT_EQ(tree->at(tree->root).text.size(), length);
    }
  }
}

}  // namespace
}  // namespace txtsentry::model
