using System.Text;
using CsCheck;
using Domar.Runtime.Cli.Http;

namespace Domar.Runtime.Tests.Cli;

[TestClass]
public sealed class HttpResponseReaderTests
{
    [TestMethod]
    public void Reads_ContentLength_AndKeepsWhatFollows()
    {
        var reader = Reader("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nX: y\r\n\r\nhelloREST");

        var response = reader.Read();

        Assert.AreEqual(200, response.Status);
        Assert.AreEqual("OK", response.Reason);
        Assert.AreEqual("hello", Body(response));
        Assert.IsTrue(response.KeepAlive);
        Assert.AreEqual("REST", Encoding.UTF8.GetString(reader.Rest.Span));
    }

    [TestMethod]
    public void Reads_Chunks_InAnyPieces()
    {
        const string Text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
        Gen.Int[1, Text.Length].Sample(size =>
        {
            var response = Reader(Text, size).Read();
            return Body(response) == "hello world" && response.KeepAlive;
        });
    }

    [TestMethod]
    public void Reads_ToTheEnd_WhereNoLengthIsGiven()
    {
        var response = Reader("HTTP/1.0 500 VM 100 does not exist\r\n\r\ntext", 3).Read();

        Assert.AreEqual("VM 100 does not exist", response.Reason);
        Assert.AreEqual("text", Body(response));
        Assert.IsFalse(response.KeepAlive);
    }

    [TestMethod]
    public void Reads_TwoAnswers_OfOneConnection()
    {
        var reader = Reader("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx", 7);

        Assert.AreEqual(204, reader.Read().Status);
        var second = reader.Read();
        Assert.AreEqual("x", Body(second));
        Assert.IsFalse(second.KeepAlive);
    }

    [TestMethod]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP (it said 'SSH-2.0-OpenSSH_9.2')")]
    [DataRow("HTTP/1.1 abc\r\n\r\n", "does not speak HTTP")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "Content-Length '-1' is no length")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "is no length")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "ended after 5 of 10 bytes")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "Transfer-Encoding 'gzip' is unknown")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "a chunk has no size")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", "too long")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", "a chunk is longer than it says")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", "ended after 2 of 5 bytes")]
    [DataRow("HTTP/1.1 200 OK\r\nnocolon\r\n\r\n", "a header line has no name")]
    [DataRow("HTTP/1.1 200 OK\r\nA: b", "ended in the middle")]
    [DataRow("", "closed without an answer")]
    public void Rejects_WhatIsNoAnswer(string text, string problem)
    {
        var e = Assert.ThrowsExactly<BadAnswerException>(() => Reader(text).Read());

        Assert.Contains(problem, e.Message);
        Assert.AreEqual(text.Length == 0, e.BeforeFirstByte);
    }

    [TestMethod]
    public void Rejects_EndlessHeaders()
    {
        var e = Assert.ThrowsExactly<BadAnswerException>(() => new HttpResponseReader(buffer =>
        {
            buffer.Fill((byte)'a');
            return buffer.Length;
        }).Read());

        Assert.Contains("too long", e.Message);
    }

    [TestMethod]
    public void Garbage_NeverEndsInAnotherException()
    {
        var pieces = Gen.OneOfConst("HTTP/1.1 ", "200 OK", "\r\n", "\n", "Content-Length: ", "Transfer-Encoding: chunked", "5", "f", "0", "\r\n\r\n", "\0\xff", ":", " ");
        pieces.Array[0, 20].Select(Gen.Int[1, 9]).Sample((parts, size) =>
        {
            try
            {
                _ = Reader(string.Concat(parts), size).Read();
            }
            catch (BadAnswerException e)
            {
                Assert.IsNotEmpty(e.Message);
            }
        });
    }

    private static string Body(HttpResponse response) => Encoding.UTF8.GetString(response.Body.Span);

    private static HttpResponseReader Reader(string text, int pieceSize = int.MaxValue)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var position = 0;
        return new HttpResponseReader(buffer =>
        {
            var count = Math.Min(Math.Min(pieceSize, buffer.Length), bytes.Length - position);
            bytes.AsSpan(position, count).CopyTo(buffer);
            position += count;
            return count;
        });
    }
}
