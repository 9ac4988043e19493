using LocalHost.Hosting;

namespace LocalHost.Tests.Worker;

public sealed class LocalArgumentsTests
{
    [Fact]
    public void A_command_takes_what_the_runtime_does_not_know()
    {
        var arguments = LocalArguments.Read(["demo", "--seed", "7", "--exit", "--port", "0", "--LocalFunctionKey=k"]);
        Assert.Empty(arguments.Problems);
        Assert.Equal("demo", arguments.Word);
        Assert.Equal(["--seed", "7"], arguments.ForCommand);
        Assert.Equal(["--LocalFunctionKey=k"], arguments.Overrides);
        Assert.Equal(0, arguments.Port);
        Assert.True(arguments.Exit);
        Assert.False(arguments.Help);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port=65536")]
    [InlineData("--port=-1")]
    [InlineData("--port=http")]
    [InlineData("--prot")]
    public void What_is_wrong_is_told(string argument) => Assert.Single(LocalArguments.Read([argument]).Problems);

    [Fact]
    public void A_word_that_no_command_has_is_told_with_the_known_ones()
    {
        var commands = LocalCommands.Of(typeof(LocalArgumentsTests).Assembly);
        var problem = Assert.Single(commands.Validate(LocalArguments.Read(["demmo"])));
        Assert.Equal("There is no command 'demmo'.", problem.What);
    }
}
