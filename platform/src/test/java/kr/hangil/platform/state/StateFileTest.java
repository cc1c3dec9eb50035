package kr.hangil.platform.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    @TempDir
    Path root;

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void shouldKeepItsFolderToItsOwnerAndLeaveWhatThatStandsInToOthers() throws IOException {
        StateFile file = new StateFile(root.resolve("shared/own"), "keys.json");

        file.replace(new byte[] {1, 2});

        assertThat(permissions(file.path())).isEqualTo("rw-------");
        assertThat(permissions(root.resolve("shared/own"))).isEqualTo("rwx------");
        assertThat(permissions(root.resolve("shared"))).startsWith("rwxr");
    }

    @Test
    void shouldLeaveTheOldOneWhenTheNewOneCannotBeWritten() throws IOException {
        StateFile file = new StateFile(root, "keys.json");
        file.replace(new byte[] {1, 2});

        assertThatThrownBy(() -> file.replace(out -> {
                    throw new IOException("no room");
                }))
                .hasMessage("no room");

        assertThat(file.path()).hasBinaryContent(new byte[] {1, 2});
        file.replace(new byte[] {3});
        assertThat(file.path()).hasBinaryContent(new byte[] {3});
        assertThat(root).isDirectoryContaining("glob:**keys.json");
    }
}
